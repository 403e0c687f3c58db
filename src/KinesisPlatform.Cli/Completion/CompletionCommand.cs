using System.CommandLine;

namespace KinesisPlatform.Cli.Completion;

/// <summary><c>kp completion bash | zsh | fish</c>: what a shell evaluates to complete kp's commands, options, streams and replays.</summary>
internal static class CompletionCommand
{
    // Each asks kp itself, by the parser's directive [suggest:position], so that it never goes out of date.
    private const string Bash = """
        # kp: bash completion. Put this into ~/.bashrc:  eval "$(kp completion bash)"
        _kp_complete() {
            local IFS=$'\n' candidate current="${COMP_WORDS[COMP_CWORD]}"
            COMPREPLY=()
            while read -r candidate; do
                [[ "$candidate" == "$current"* ]] && COMPREPLY+=("$candidate")
            done < <(kp "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
        }
        complete -o default -F _kp_complete kp
        """;

    private const string Zsh = """
        #compdef kp
        # kp: zsh completion. Put this into ~/.zshrc, behind compinit:  eval "$(kp completion zsh)"
        _kp() {
            local -a candidates
            candidates=("${(@f)$(kp "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            candidates=("${(@)candidates:#}")
            (( ${#candidates} )) && compadd -- "${candidates[@]}" || _files
        }
        compdef _kp kp
        """;

    private const string Fish = """
        # kp: fish completion. Put this into ~/.config/fish/completions/kp.fish:  kp completion fish > ~/.config/fish/completions/kp.fish
        function __kp_complete
            set -l line (commandline -cp)
            kp "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c kp -a '(__kp_complete)'
        """;

    public static Command Create(Interruption interruption)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return new Command("completion", "Print a script that completes kp in a shell.").With(shell).Does(interruption, (context, _) =>
        {
            context.Terminal.Out.WriteLine(context.Parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return Task.FromResult(ExitCode.Done);
        });
    }
}
