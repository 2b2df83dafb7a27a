"""How good the answers are, measured on public question sets beside two baselines."""
