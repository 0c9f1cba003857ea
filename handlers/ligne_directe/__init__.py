"""What is said on the ligne directe: to firms, to whoever answers them, and to buyers who look for one."""
