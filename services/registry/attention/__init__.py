"""What needs attention in the organisation, with the day and the reason of each line: nothing of it is refused."""
