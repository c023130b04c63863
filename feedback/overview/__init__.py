"""What leaders see across their groups, and what members see of it: counts, times and what waits. Leans on log."""
