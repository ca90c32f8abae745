using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace Portal.Tests.Web.Components;

/// <summary>A person at a page that lives: what is touched is found and touched in one turn of the page, so that no change comes between; it is over when the page has answered.</summary>
/// <remarks>Between turns a page may be drawn anew, which gives its fields other handlers; what a test then types at the old one is lost. A browser keeps them until it has drawn the change.</remarks>
internal static class Hand
{
    public static Task PressAsync<T>(this IRenderedComponent<T> page, string what)
        where T : IComponent => page.TouchAsync(what, found => found.ClickAsync());

    public static Task TypeAsync<T>(this IRenderedComponent<T> page, string what, string text)
        where T : IComponent => page.TouchAsync(what, found => found.InputAsync(text));

    public static Task ChooseAsync<T>(this IRenderedComponent<T> page, string what, string value)
        where T : IComponent => page.TouchAsync(what, found => found.ChangeAsync(value));

    public static Task SubmitAsync<T>(this IRenderedComponent<T> page, string what)
        where T : IComponent => page.TouchAsync(what, found => found.SubmitAsync());

    private static Task TouchAsync<T>(this IRenderedComponent<T> page, string what, Func<IElement, Task> touchAsync)
        where T : IComponent => page.InvokeAsync(() => touchAsync(page.Find(what)));
}
