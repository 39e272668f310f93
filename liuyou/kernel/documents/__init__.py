"""Word papers written from templates, whose figures stay cited, signed and verifiable."""
