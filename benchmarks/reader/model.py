"""The reader as a torch module: the embedding model's encoder, reading two texts at once, with a head for each judgement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

MOST_TOKENS = 128


class Reader(nn.Module):
    """Judges pairs of texts: whether the second answers the first, and whether it supports it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(folder), add_pooling_layer=False, attn_implementation="sdpa")
        width = 2 * self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.answers = nn.Linear(width, 1)
        self.supports = nn.Linear(width, 3)

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds that the second text answers the first, shape (n,); logits of supported, contradicted, neither, (n, 3)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1)
        read = self.dropout(torch.cat([states[:, 0], mean], dim=-1))
        return self.answers(read).squeeze(-1), self.supports(read)


def load_tokenizer(folder: Path) -> Any:
    """The tokenizer of the model in a folder."""
    return AutoTokenizer.from_pretrained(str(folder))
