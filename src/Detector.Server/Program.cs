using Detector.Server.Hosting;

return await new ServerProgram(Console.Out, Console.Error).RunAsync(args, Environment.GetEnvironmentVariables());
