"""Who could still be recognised in a text as it would be released, estimated; and what is sensitive in it."""
