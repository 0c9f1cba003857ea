"""The figures of the plan and its dashboards."""
