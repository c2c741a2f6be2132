"""Personal data: erased when somebody asks for it, purged when it has had its time."""
