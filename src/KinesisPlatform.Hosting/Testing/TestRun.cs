using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Holds the AppHost's own program at three places for the test that runs it: it learns the builder when it exists, lets the program
/// build when the test is ready, and keeps its <c>Run</c> from starting anything.
/// </summary>
internal sealed class TestRun(Assembly assembly, string[] args)
{
    private static readonly AsyncLocal<TestRun?> Ambient = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = New<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<DistributedApplication> _application = New<DistributedApplication>();
    private readonly TaskCompletionSource _mayBuild = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DistributedApplicationBuilder? _created;

    /// <summary>The run whose program this code is called from, if any.</summary>
    public static TestRun? Current => Ambient.Value;

    public Task Ended => _ended.Task;

    public void Configure(DistributedApplicationOptions options)
    {
        options.AppHostAssembly = assembly;
        options.DisableDashboard = true;
        options.Args = [.. options.Args ?? [], .. args];
    }

    public void Created(DistributedApplicationBuilder builder) => _created = builder;

    /// <summary>The program has stated all its resources.</summary>
    public void Building()
    {
        _builder.TrySetResult(_created!);
        _mayBuild.Task.GetAwaiter().GetResult();
    }

    public void Built(DistributedApplication application) => _application.TrySetResult(application);

    public void End() => _ended.TrySetResult();

    /// <summary>Calls the program's entry point on a thread of its own.</summary>
    public Task<DistributedApplicationBuilder> BeginAsync()
    {
        var program = new Thread(RunProgram) { IsBackground = true, Name = $"{assembly.GetName().Name} under test" };
        program.Start();
        return _builder.Task;
    }

    public Task<DistributedApplication> BuildAsync()
    {
        _mayBuild.TrySetResult();
        return _application.Task;
    }

    /// <summary>Ends the program of a test that never built its application.</summary>
    public void Abandon() => _mayBuild.TrySetException(new OperationCanceledException("The test ended before it built the application."));

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void RunProgram()
    {
        Ambient.Value = this;
        try
        {
            var entryPoint = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly} has no entry point.");
            object?[] parameters = entryPoint.GetParameters().Length == 0 ? [] : [args];
            if (entryPoint.Invoke(null, parameters) is Task task) task.GetAwaiter().GetResult();
            Fail(new DistributedApplicationException($"{assembly.GetName().Name} ended without building an application."));
        }
        catch (TargetInvocationException exception)
        {
            Fail(exception.InnerException ?? exception);
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to the test that waits, not to this thread.
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        _builder.TrySetException(exception);
        _application.TrySetException(exception);
    }
}
