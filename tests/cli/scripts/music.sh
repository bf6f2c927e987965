# Music: lyrics, and an instrumental into a pipe.
minimax music lyrics "a song for rainy Mondays" | grep -q '\[Verse'
minimax music generate "slow blues" --instrumental --format wav -o - | head -c 4 | grep -q RIFF
