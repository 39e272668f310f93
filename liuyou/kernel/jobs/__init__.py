"""Work that takes longer than a page: bulk runs with a result per record, tasks with progress, nightly checks."""
