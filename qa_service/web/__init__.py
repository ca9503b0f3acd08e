"""HTTP and the page: they only translate between the wire and the answering service."""
