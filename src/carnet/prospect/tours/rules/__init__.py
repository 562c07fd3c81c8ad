"""What a tour is, whether a plan keeps its promises, what it emits. Plain Python; nothing here looks for a plan."""
