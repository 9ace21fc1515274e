"""03-hessian: curvature (documents 001, 000 and 003)."""
