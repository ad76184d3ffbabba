from eval.bench import encoder


def test_without_an_index_it_is_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TIAOWEN_INDEX_DIR", str(tmp_path))
    assert encoder.main([]) == 2
    assert capsys.readouterr() == ("", f"No index in {tmp_path}. Run: python -m index build\n")
