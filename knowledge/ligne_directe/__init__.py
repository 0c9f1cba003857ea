"""The ligne directe: approved answers for firms, what must go to a person, and what can be computed."""
