"""Files people might send, plain and hostile, made while the tests run, each with what must come of it at every door."""
