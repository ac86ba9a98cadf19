"""A bank's own csv or sheet as statements: its layout, which side a movement is on, its balances and totals."""
