"""A stand-in for Twilio, on loopback: messages, calls, signed callbacks, phones that do what people do."""
