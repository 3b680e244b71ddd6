using System.Buffers;

// The ceiling that the server is compared with: Kestrel with the same settings, which answers every request with the same bytes and does nothing else.
//   BareKestrel FILE --urls http://127.0.0.1:PORT
var bytes = await File.ReadAllBytesAsync(args[0]);
var builder = WebApplication.CreateSlimBuilder(args[1..]);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
var app = builder.Build();
app.Run(context =>
{
    context.Response.ContentType = "application/json; charset=utf-8";
    context.Response.ContentLength = bytes.Length;
    context.Response.BodyWriter.Write(bytes);
    return Task.CompletedTask;
});
await app.RunAsync();
