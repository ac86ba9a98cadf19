"""Tests of months locked, verified and packed."""
