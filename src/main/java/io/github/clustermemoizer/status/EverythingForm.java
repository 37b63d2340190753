package io.github.clustermemoizer.status;

/** Where everything is flushed. It has to be meant. */
final class EverythingForm {
    private final String address;
    private final String token;
    private final Html html;

    EverythingForm(String address, String token, Html html) {
        this.address = address;
        this.token = token;
        this.html = html;
    }

    void write() {
        html.open("section", "aria-labelledby", "all").element("h2", "Flush everything", "id", "all");
        html.open("form", "method", "post", "action", address);
        html.open("input", "type", "hidden", "name", "token", "value", token);
        html.open("p").open("label").open("input", "type", "checkbox", "name", "meant", "value", "yes", "required", "");
        html.text(" Every server is to load everything anew")
                .close("label")
                .close("p")
                .open("p", "class", "buttons");
        html.element(
                "button", "Flush everything everywhere", "name", "do", "value", "flush-everything", "class", "danger");
        html.close("p").close("form").close("section");
    }
}
