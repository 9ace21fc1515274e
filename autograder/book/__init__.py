"""The book of `docs/`: pages made from the commands, the options and the notebooks themselves."""
