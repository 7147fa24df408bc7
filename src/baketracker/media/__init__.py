"""Pictures and sounds as people's devices make them, brought into the one form that we keep."""
