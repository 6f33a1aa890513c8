/** What a shell is told: to ask this program, so that nothing here goes stale. */

/** bash splits words at "=", and replaces what stands behind the last one. Bash 3.2, of macOS, has no negative index. */
const bash = `# bash completion for videosdk-token. In ~/.bashrc: source <(videosdk-token completion bash)
_videosdk_token() {
  local -a words
  local word line current n=0 joined=
  for word in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    if [[ $word == = && $n -gt 0 ]]; then
      words[n-1]+==
      joined=1
    elif [[ $joined ]]; then
      words[n-1]+=$word
      joined=
    else
      words[n++]=$word
    fi
  done
  current=\${words[n-1]}
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files)
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "\${current#*=}")
        return ;;
      :commands)
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -c -- "$current")
        return ;;
    esac
    line=\${line%%$'\\t'*}
    [[ $current == *=* ]] && line=\${line#*=}
    COMPREPLY+=("$(printf %q "$line")")
  done < <("\${words[0]}" __complete -- "\${words[@]}" 2>/dev/null)
}
complete -F _videosdk_token videosdk-token
`

const zsh = `#compdef videosdk-token
# zsh completion for videosdk-token. In ~/.zshrc, after compinit: source <(videosdk-token completion zsh)
_videosdk_token() {
  local line value
  local -a lines described
  lines=("\${(@f)$("\${(Q)words[1]}" __complete -- "\${(@Q)words[1,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  case $lines[1] in
    '') return 1 ;;
    :files) compset -P '*='; _files; return ;;
    :commands) _path_commands; return ;;
  esac
  for line in $lines; do
    value=\${line%%$'\\t'*}
    described+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe 'videosdk-token' described
}
if [[ $funcstack[1] == _videosdk_token ]]; then
  _videosdk_token
else
  compdef _videosdk_token videosdk-token
fi
`

const fish = `# fish completion for videosdk-token: videosdk-token completion fish > ~/.config/fish/completions/videosdk-token.fish
function __videosdk_token_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l lines ($words[1] __complete -- $words "$current" 2>/dev/null)
    switch "$lines[1]"
        case :files
            __fish_complete_path "$current"
        case :commands
            __fish_complete_command
        case '*'
            printf '%s\\n' $lines
    end
end
complete --command videosdk-token --no-files --arguments '(__videosdk_token_complete)'
`

export const COMPLETION_SCRIPTS = { bash, zsh, fish } as const

export type Shell = keyof typeof COMPLETION_SCRIPTS
