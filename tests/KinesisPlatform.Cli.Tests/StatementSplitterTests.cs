using KinesisPlatform.Cli.Sql;

namespace KinesisPlatform.Cli.Tests;

public sealed class StatementSplitterTests
{
    [Theory]
    [InlineData("select 1", "select 1")]
    [InlineData("select 1; select 2;", "select 1|select 2")]
    [InlineData("select ';', 'it''s;'; select 2", "select ';', 'it''s;'|select 2")]
    [InlineData("select E'\\';' ; select 2", "select E'\\';'|select 2")]
    [InlineData("select name'\\'; select 2", "select name'\\'|select 2")]
    [InlineData("select \"a;b\"\"c\"; select 2", "select \"a;b\"\"c\"|select 2")]
    [InlineData("select $$;$$, $x$;$$;$x$; select $1", "select $$;$$, $x$;$$;$x$|select $1")]
    [InlineData("select $1;select $2", "select $1|select $2")]
    [InlineData("select 1 -- ; not here\n; select 2", "select 1 -- ; not here|select 2")]
    [InlineData("select /* ; /* ; */ ; */ 1; select 2", "select /* ; /* ; */ ; */ 1|select 2")]
    [InlineData(";;  ; -- nothing\n; /* nothing */ ;", "")]
    [InlineData("select 'never closed; select 2", "select 'never closed; select 2")]
    [InlineData("select 1 /* never closed; select 2", "select 1 /* never closed; select 2")]
    [InlineData("", "")]
    public void Split_AScript_EndsStatementsWhereTheyEnd(string script, string expected) => Assert.Equal(expected, string.Join('|', StatementSplitter.Split(script)));

    [Theory]
    [InlineData("select 1; select", " select")]
    [InlineData("select 1;  -- done", "")]
    [InlineData("select 1; /* more", " /* more")]
    [InlineData("select 'a", "select 'a")]
    public void Split_WhileItIsWritten_KeepsWhatHasNotEnded(string script, string rest)
    {
        StatementSplitter.Split(script, out var kept);

        Assert.Equal(rest, kept);
    }
}
