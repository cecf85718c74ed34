"""The five services of Kentro; none imports another."""
