"""One search box: people, orgs, employers, records and documents within reach, by Chinese, pinyin and number."""
