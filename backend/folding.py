"""Text without accents or case, for searching. The same table as `private.fold` in the database: keep them alike."""

from __future__ import annotations

_FROM = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿœæ’"
_TO = "aaaaaaceeeeiiiinooooouuuuyyoa'"
_TABLE = str.maketrans(_FROM, _TO)


def fold(text: str) -> str:
    """`Égout bouché` becomes `egout bouche`."""
    return text.lower().translate(_TABLE)
