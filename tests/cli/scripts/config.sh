# Contexts: a key from stdin under a name, used without any variable of the environment, and never shown.
url=$MINIMAX_BASE_URL
unset MINIMAX_API_KEY MINIMAX_BASE_URL
printf 'sk-secret-words' | minimax config add-context work --api-key - --base-url "$url"
test "$(minimax text chat "Please say: yes")" = yes
if minimax config view | grep secret; then exit 1; fi
