using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("HumanRights.AppHost.Tests")]
[assembly: InternalsVisibleTo("HumanRights.FakeService")]
