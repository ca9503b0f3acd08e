"""Retrieval measured on judged sets in BEIR's layout (Thakur et al., NeurIPS 2021), through the product's own index."""
