"""Installing the add-in and finding what is wrong, on machines that are folders."""
