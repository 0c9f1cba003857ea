"""What is true: the pack of fiches, the law, the facts of a contract, and pure functions over them."""
