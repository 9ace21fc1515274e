"""06-newton: the Hessian at work (document 003's closing remark, with 000 and 001)."""
