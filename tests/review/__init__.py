"""Tests of the review book."""
