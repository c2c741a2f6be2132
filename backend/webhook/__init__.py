"""The webhook: answers Vapi, and answers success only when the message is safe."""
