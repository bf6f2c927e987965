# Cloning: the recording is uploaded by itself; the same id again is refused.
minimax voices clone MyNarrator01 sample.wav --json | grep -q '"voice_id": "MyNarrator01"'
if minimax voices clone MyNarrator01 sample.wav; then exit 1; fi
