"""LangGraph graphs: the decision of one AI turn."""
