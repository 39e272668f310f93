"""Standards (考核标准): trees of scored items as data, and how unions are appraised by them."""
