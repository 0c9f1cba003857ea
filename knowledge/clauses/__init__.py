"""The words to write in a consultation: model texts, what fills them, and what they must never say."""
