"""What a script sent, put together as a page would show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.prerender import elements
from pages.ui import html as h

# Streamlit's place for what is neither in the sidebar nor fixed to the bottom.
MAIN = 0
# Characters of HTML beyond which everything is below a desk's first window.
ENOUGH = 20_000
# Streamlit's identity of a block, with the key that it was given.
KEY = re.compile(r"\$\$ID-[0-9a-f]{32}-(?!None$)(.+)")


@dataclass
class Node:
    """A block or an element, and what is in it by its place."""

    block: Block | None = None
    element: Element | None = None
    within: dict[int, Node] = field(default_factory=dict)


def is_enough(messages: Sequence[ForwardMsg]) -> bool:
    """True once what was sent fills a window."""
    return sum(len(one.delta.new_element.html.body) for one in messages) > ENOUGH


def html(messages: Sequence[ForwardMsg]) -> str | None:
    """Everything, in its order; None where a part of it failed."""
    root = Node()
    for message in messages:
        if message.WhichOneof("type") != "delta":
            continue
        if message.delta.new_element.WhichOneof("type") == "exception":
            return None
        _put(root, message)
    return _inside(root.within.get(MAIN, Node()))


def _put(root: Node, message: ForwardMsg) -> None:
    node = root
    for place in message.metadata.delta_path:
        node = node.within.setdefault(place, Node())
    if message.delta.WhichOneof("type") == "new_element":
        node.element, node.block, node.within = message.delta.new_element, None, {}
    elif message.delta.WhichOneof("type") == "add_block":
        # What is in it may have come first: a part that is filled later keeps its place.
        node.element, node.block = None, message.delta.add_block


def _inside(node: Node) -> str:
    return "".join(_drawn(node.within[place]) for place in sorted(node.within))


def _drawn(node: Node) -> str:
    if node.element is not None:
        return elements.drawn(node.element)
    block = node.block or Block()
    kind = block.WhichOneof("type")
    if kind == "dialog":
        return ""
    if kind == "popover":
        return elements.button(block.popover.label)
    if kind == "expandable" and not block.expandable.expanded:
        return elements.folded(block.expandable.label)
    inside = _inside(node)
    return h.tag("div", inside, " ".join(_classes(block)), style=_width(block)) if inside else ""


def _classes(block: Block) -> Iterator[str]:
    yield "df-sketch"
    if block.flex_container.direction == Block.FlexContainer.HORIZONTAL:
        yield "df-sketch-row"
    if block.WhichOneof("type") == "column":
        yield "df-sketch-column"
    if key := KEY.match(block.id):
        # The class by which the look knows a container that was given a key.
        yield f"st-key-{key[1]}"


def _width(block: Block) -> str:
    return f"flex-grow:{block.column.weight:.3g}" if block.WhichOneof("type") == "column" else ""
