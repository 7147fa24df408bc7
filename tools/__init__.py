"""What ./bake hands its work to. Never imported by the product."""
