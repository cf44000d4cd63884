"""What meetings hear of topics: who reports at which of them, and what their minutes say."""
