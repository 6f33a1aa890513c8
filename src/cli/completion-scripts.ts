/** What a shell is told: to ask this program, so that nothing here goes stale. The program that was typed, where it is one. */

/** For bash 3.2 as well, which macOS has. */
const bash = `# bash completion for videosdk-token. In ~/.bashrc: source <(videosdk-token completion bash)
_videosdk_token() {
  local line current=\${COMP_WORDS[COMP_CWORD]} program=videosdk-token
  type -P -- "$1" >/dev/null && program=$1
  # What stands between words is a word of its own, and is not replaced.
  [[ $current && \${current//["$COMP_WORDBREAKS"]/} == '' ]] && current=
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
    [[ $line == */ ]] && compopt -o nospace 2>/dev/null
  done < <("$program" __complete -- bash "\${COMP_LINE:0:COMP_POINT}" "$current" 2>/dev/null </dev/null)
}
complete -F _videosdk_token videosdk-token
`

const zsh = `#compdef videosdk-token
# zsh completion for videosdk-token. In ~/.zshrc, after compinit: source <(videosdk-token completion zsh)
_videosdk_token() {
  local line value program=videosdk-token
  local -a lines described plain folders
  whence -p -- "\${(Q)words[1]}" >/dev/null && program=\${(Q)words[1]}
  lines=("\${(@f)$("$program" __complete -- zsh "\${(@Q)words[1,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  for line in \${lines:#}; do
    value=\${line%%$'\\t'*}
    if [[ -n \${line#*$'\\t'} ]]; then
      described+=("\${\${value//\\\\/\\\\\\\\}//:/\\\\:}:\${line#*$'\\t'}")
    elif [[ $value == */ ]]; then
      folders+=("$value")
    else
      plain+=("$value")
    fi
  done
  (( $#described )) && _describe 'videosdk-token' described
  (( $#plain )) && compadd -- $plain
  (( $#folders )) && compadd -S '' -- $folders
}
if [[ $funcstack[1] == _videosdk_token ]]; then
  _videosdk_token
else
  compdef _videosdk_token videosdk-token
fi
`

const fish = `# fish completion for videosdk-token: videosdk-token completion fish > ~/.config/fish/completions/videosdk-token.fish
function __videosdk_token_complete
    set -l program videosdk-token
    set -l typed (commandline --tokenize --cut-at-cursor --current-process)[1]
    type --query -- "$typed"; and set program $typed
    $program __complete -- fish (commandline --cut-at-cursor --current-process | string collect) 2>/dev/null </dev/null
end
complete --command videosdk-token --no-files --arguments '(__videosdk_token_complete)'
`

export const COMPLETION_SCRIPTS = { bash, zsh, fish } as const

export type Shell = keyof typeof COMPLETION_SCRIPTS
