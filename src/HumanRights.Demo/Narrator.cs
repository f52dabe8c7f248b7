using System.Diagnostics;
using Spectre.Console;

namespace HumanRights.Demo;

/// <summary>Tells how far the loading is: bars on a terminal, a line per finished phase elsewhere.</summary>
sealed class Narrator
{
    readonly ProgressContext? bars;
    readonly Stopwatch clock = Stopwatch.StartNew();

    Narrator(ProgressContext? bars) => this.bars = bars;

    public static Task TellAsync(Func<Narrator, Task> story) => AnsiConsole.Profile.Capabilities.Interactive
        ? AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(bars => story(new(bars)))
        : story(new(null));

    /// <param name="name">What is done.</param>
    /// <param name="steps">How often the work will report a step.</param>
    /// <param name="work">Gets what reports a step.</param>
    public async Task PhaseAsync(string name, int steps, Func<Action, Task> work)
    {
        var bar = bars?.AddTask(name, maxValue: steps);
        var started = clock.Elapsed;
        await work(() => bar?.Increment(1));
        bar?.Increment(steps - bar.Value);
        if (bars is null)
        {
            Say($"{clock.Elapsed.TotalSeconds,6:0.0} s  {name} ({(clock.Elapsed - started).TotalSeconds:0.0} s)");
        }
    }

    /// <summary>A line as it is: no markup, no wrapping.</summary>
    public static void Say(string line) => AnsiConsole.Profile.Out.Writer.WriteLine(line);
}
