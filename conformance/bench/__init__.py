"""What operations cost, implementations side by side: timed, never judged. No requirement is asked."""
