"""The plan goes on: from draft to adopted, approved and done, by hand or by signed minutes."""
