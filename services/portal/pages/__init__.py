"""The pages, a module for each group of them; a view asks the services and shows what they said."""
