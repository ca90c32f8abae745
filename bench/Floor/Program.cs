using System.Security.Cryptography;
using Portal.Floor;
using Portal.Floor.Components;

// What cannot be left out when notifications are taken and a page is live, and nothing else: the measure that the portal is held to.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseStaticWebAssets();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddSingleton<Ticker>();
await using var app = builder.Build();
var key = Convert.FromBase64String(await File.ReadAllTextAsync(app.Configuration["key"]!));
using var verifiers = new ThreadLocal<RSA>(() => PublicKey(key));
await using var inbox = new Inbox(Path.Combine(app.Configuration["data"]!, "floor.db"));
var success = "success"u8.ToArray();

app.Use((http, next) => http.Request.Path.StartsWithSegments("/alipay/notify") ? TakeAsync(http) : next(http));
app.UseRouting();
app.UseAntiforgery();
app.MapGet("/health/ready", () => "ready");
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
await app.StartAsync();
await Console.Out.WriteLineAsync($"Floor ready: {app.Urls.First()}");
await app.WaitForShutdownAsync();

async Task TakeAsync(HttpContext http)
{
    var body = new byte[(int)http.Request.ContentLength!.Value];
    await http.Request.Body.ReadExactlyAsync(body);
    var form = new SignedForm(body);
    if (!form.IsSignedBy(verifiers.Value!))
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return;
    }
    await inbox.StoreAsync(form.NotifyId, body);
    http.Response.ContentType = "text/plain";
    http.Response.ContentLength = success.Length;
    await http.Response.Body.WriteAsync(success);
}

static RSA PublicKey(byte[] key)
{
    var rsa = RSA.Create();
    rsa.ImportSubjectPublicKeyInfo(key, out _);
    return rsa;
}
