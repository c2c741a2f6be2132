"""Paul as code: what his assistant, tools, credential and line must be at Vapi, compared with what is live."""
